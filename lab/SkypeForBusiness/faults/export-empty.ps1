@{
    Name = 'export-empty'
    Title = 'An export leaves an empty file'
    Apply = $null
    Expect = [ordered]@{}
}
