# sfb-facts 3.20. No error if the service runs already.
function Start-CsWindowsService {
    [CmdletBinding(PositionalBinding = $false, SupportsShouldProcess = $true, DefaultParameterSetName = 'Name')]
    param(
        [Parameter(Position = 0, ParameterSetName = 'Name')][string]$Name, [Parameter(ParameterSetName = 'Name')][string]$ComputerName,
        [Parameter(Mandatory = $true, ValueFromPipeline = $true, ParameterSetName = 'InputObject')]$InputObject,
        [switch]$NoWait, [switch]$Force, [string]$Report
    )
    process {
        $lab = Open-LabCall $PSCmdlet
        if ($null -ne $InputObject) { $Name = [string]$InputObject.Name }
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
}
