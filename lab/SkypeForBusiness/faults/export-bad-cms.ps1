@{
    Name = 'export-bad-cms'
    Title = 'An export carries a CMS that is already bad: no policies or settings, both pools active'
    Apply = $null
    Expect = [ordered]@{}
}
