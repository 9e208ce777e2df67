@{
    Name = 'latent-break'
    Title = 'Trap: all looks healthy until MASTER is restarted on the server that holds the CMS; then it does not start and replication is dead'
    # Seen in 2016 (sfb-facts 6.1); no field shows it before.
    Apply = $null
    Now = {
        Stop-CsWindowsService -Name MASTER -ComputerName fe1.domain.local -Confirm:$false
        Start-CsWindowsService -Name MASTER -ComputerName fe1.domain.local -Confirm:$false
    }
    Expect = [ordered]@{
        'store status' = 'master (blank), fta (blank)'
        'replicas' = 'edge1 False, fe1 False, fe2 False'
        'services fe1' = 'MASTER Stopped'
    }
}
