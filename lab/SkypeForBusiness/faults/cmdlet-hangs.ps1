@{
    Name = 'cmdlet-hangs'
    Title = 'One cmdlet does not come back until this is healed, 10 minutes at most; its option names it'
    Option = 'Get-CsManagementStoreReplicationStatus'
    # No field: the call waits in real time (core/call.ps1).
    Apply = $null
    Expect = [ordered]@{}
}
