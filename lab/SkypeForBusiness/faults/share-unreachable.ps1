@{
    Name = 'share-unreachable'
    Title = 'The share does not answer'
    Apply = $null
    Expect = [ordered]@{}
}
