# sfb-facts 3.20. No error if the service runs already.
function Start-CsWindowsService {
    [CmdletBinding(SupportsShouldProcess = $true)]
    param([Parameter(Position = 0)][string]$Name, [string]$ComputerName, [switch]$NoWait, [switch]$Force, [string]$Report)
    $lab = Open-LabCall $PSCmdlet
    $short = Find-LabComputer $lab $ComputerName
    $services = Find-LabServices $lab $short $Name
    if (-not $PSCmdlet.ShouldProcess("$($services -join ', ') on $($lab.Shared['servers'][$short])", 'Start-CsWindowsService')) { return }
    Invoke-LabEffect $lab 0.3 {
        foreach ($service in $services) { if ((Get-LabValue $lab "$short.services.$service.status") -ne 'Running') { Set-LabStarted $lab $short $service } }
    }
    foreach ($service in $services) {
        if ((Get-LabServer $lab $short)['services'][$service]['status'] -eq 'Running') { continue }
        Write-LabError $PSCmdlet "Service `"$service`" on computer `"$($lab.Shared['servers'][$short])`" could not be started." 'ServiceStartFailed'
    }
    if ($Report -ne '') { Write-LabReport $lab $Report 0 }
}
