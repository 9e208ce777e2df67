@{
    Name = 'scp-disagrees'
    Title = 'The SCP on dc2 names fe2, on dc1 fe1'
    Apply = { param($Lab, $Option) Set-LabValue $Lab 'scp.dc2' 'fe2.domain.local\rtc' }
    Expect = [ordered]@{
        'SCP dc2' = 'fe2.domain.local\rtc'
    }
}
