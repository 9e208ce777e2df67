@{
    Name = 'wizard-step-fails'
    Title = 'Step 1 of the Deployment Wizard fails with code 1603'
    Apply = $null
    Expect = [ordered]@{}
}
