@{
    Name = 'export-names-other'
    Title = 'An export names the other server as the active one'
    Apply = $null
    Expect = [ordered]@{}
}
