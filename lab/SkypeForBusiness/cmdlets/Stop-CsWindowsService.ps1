# sfb-facts 3.20. Without -Name it stops ALL services of the computer.
function Stop-CsWindowsService {
    [CmdletBinding(PositionalBinding = $false, SupportsShouldProcess = $true, DefaultParameterSetName = 'Name')]
    param(
        [Parameter(Position = 0, ParameterSetName = 'Name')][string]$Name, [Parameter(ParameterSetName = 'Name')][string]$ComputerName,
        [Parameter(Mandatory = $true, ValueFromPipeline = $true, ParameterSetName = 'InputObject')]$InputObject,
        [switch]$Graceful, [switch]$NoWait, [switch]$Force, [string]$Report, [switch]$LeaveClsAgentRunning, [switch]$LeaveWebServerRunning
    )
    process {
        $lab = Open-LabCall $PSCmdlet
        if ($null -ne $InputObject) { $Name = [string]$InputObject.Name }
        $short = Find-LabComputer $lab $ComputerName
        $services = Find-LabServices $lab $short $Name
        if (-not $PSCmdlet.ShouldProcess("$($services -join ', ') on $($lab.Shared['servers'][$short])", 'Stop-CsWindowsService')) { return }
        Invoke-LabEffect $lab 0.2 {
            foreach ($service in $services) { if (-not ($LeaveClsAgentRunning -and $service -eq 'RTCCLSAGT')) { Set-LabStopped $lab $short $service } }
        }
        if ($Report -ne '') { Write-LabReport $lab $Report 0 }
    }
}
