@{
    Name = 'patch-levels-differ'
    Title = 'fe2 has another patch level than fe1'
    Apply = {
        param($Lab, $Option)
        Set-LabValue $Lab 'fe2.binaries' '6.0.9319.598'
        Set-LabValue $Lab 'runtime.replicas.fe2.ProductVersion' '6.0.9319.598'
    }
    Expect = [ordered]@{}
}
