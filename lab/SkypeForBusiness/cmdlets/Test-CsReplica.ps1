# sfb-facts 3.21: this computer only; agents, ports, groups. No output when all is well but -Verbose.
function Test-CsReplica {
    [CmdletBinding(PositionalBinding = $false)]
    param([string]$GlobalCatalog, [string]$GlobalSettingsDomainController, [string]$Report)
    $lab = Open-LabCall $PSCmdlet
    $services = (Get-LabServer $lab $lab.Me)['services']
    $errors = 0
    foreach ($name in 'REPLICA', 'RTCCLSAGT') {
        $running = $null -ne $services[$name] -and $services[$name]['status'] -eq 'Running'
        $PSCmdlet.WriteVerbose("Service $name is running: $running")
        if ($running) { continue }
        $errors++
        Write-LabError $PSCmdlet "The service $name is not running on `"$($lab.Server)`"." 'ServiceNotRunning'
    }
    Write-LabReport $lab $Report $errors
}
