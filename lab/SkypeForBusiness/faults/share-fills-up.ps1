@{
    Name = 'share-fills-up'
    Title = 'The share has room for one export and is full in the middle of the next'
    Apply = $null
    Expect = [ordered]@{}
}
