@{
    Name = 'export-truncated'
    Title = 'An export leaves a file that is cut off'
    Apply = $null
    Expect = [ordered]@{}
}
