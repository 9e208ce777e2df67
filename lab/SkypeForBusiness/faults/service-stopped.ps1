@{
    Name = 'service-stopped'
    Title = 'One service is stopped; its option names it (fe2:LYNCBACKUP)'
    Option = 'fe2:LYNCBACKUP'
    Apply = { param($Lab, $Option) Set-LabStopped $Lab $Option.Split(':')[0] $Option.Split(':')[1] }
    Expect = [ordered]@{
        'services fe2' = 'LYNCBACKUP Stopped'
        'backup fe2' = 'silent'
    }
}
