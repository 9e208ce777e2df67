@{
    Name = 'edge-stays'
    Title = 'Set-CsEdgeServer reports success and the next hop stays on the old pool'
    Apply = $null
    Expect = [ordered]@{}
}
