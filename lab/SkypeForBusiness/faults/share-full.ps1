@{
    Name = 'share-full'
    Title = 'There is no space where exports are written: an empty file and an error'
    Apply = $null
    Expect = [ordered]@{}
}
