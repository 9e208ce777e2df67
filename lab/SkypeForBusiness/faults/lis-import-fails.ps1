@{
    Name = 'lis-import-fails'
    Title = 'Import-CsLisConfiguration fails'
    Apply = $null
    Expect = [ordered]@{}
}
