@{
    Name = 'ad-delay'
    Title = 'AD replication is slow: dc2 hears of an SCP change after 30 minutes'
    Apply = { param($Lab, $Option) Set-LabValue $Lab 'lag.scpDc2' 30 }
    Expect = [ordered]@{}
}
