@{
    Name = 'wizard-loses-cu'
    Title = 'Step 2 of the Deployment Wizard leaves the binaries of the original release'
    Apply = $null
    Expect = [ordered]@{}
}
