@{
    Name = 'rgs-name-clash'
    Title = 'fe2 already has Response Groups of the same names as fe1'
    Apply = { param($Lab, $Option) foreach ($server in 'fe1', 'fe2') { Set-LabValue $Lab "$server.rgs" @{ workflows = @('Helpdesk'); queues = @('Helpdesk queue'); groups = @('Helpdesk agents') } } }
    Expect = [ordered]@{}
}
