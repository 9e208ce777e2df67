@{
    Name = 'pool-failed-over'
    Title = 'Pool fe1 is failed over: its users are on fe2'
    Apply = { param($Lab, $Option) Set-LabPoolState $Lab 'fe1' 'FailedOver' 0 }
    Expect = [ordered]@{
        'pool state' = 'fe1 FailedOver, fe2 Active'
        'pool state RTCLOCAL fe1' = 'fe1 FailedOver, fe2 Active'
        'pool state RTCLOCAL fe2' = 'fe1 FailedOver, fe2 Active'
    }
}
