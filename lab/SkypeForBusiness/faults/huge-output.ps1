@{
    Name = 'huge-output'
    Title = 'Get-CsTopology -AsXml gives five million characters'
    Apply = $null
    Expect = [ordered]@{}
}
