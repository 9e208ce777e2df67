@{
    Name = 'rtm-version'
    Title = 'Every server has the original release, 6.0.9319.0, on which the split was first seen'
    Apply = {
        param($Lab, $Option)
        foreach ($server in 'fe1', 'fe2', 'edge1') {
            Set-LabValue $Lab "$server.binaries" '6.0.9319.0'
            Set-LabValue $Lab "runtime.replicas.$server.ProductVersion" '6.0.9319.0'
        }
    }
    Expect = [ordered]@{}
}
