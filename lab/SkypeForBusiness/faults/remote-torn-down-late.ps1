@{
    Name = 'remote-torn-down-late'
    Title = 'The process that launched a change dies and the change is torn down a moment later, before its effect; its option names the cmdlet, which takes 3 s more'
    Option = 'Invoke-CsManagementServerFailover'
    # No field: the runner's process waits for that death (core/effects.ps1). Without one nothing happens.
    Apply = $null
    Expect = [ordered]@{}
}
