# sfb-facts 3.3: documented as "change the replication port". The seed saw the SCP move and nothing else: so here.
function Set-CsManagementServer {
    [CmdletBinding(PositionalBinding = $false, SupportsShouldProcess = $true)]
    param([Parameter(Position = 0)][string]$Identity, [uint16]$ReplicationServicePort, [switch]$Force)
    $lab = Open-LabCall $PSCmdlet
    $pool = $Identity -replace '^ManagementServer:', ''
    [void](Find-LabPool $lab $pool)
    if (-not $PSCmdlet.ShouldProcess("ManagementServer:$pool", 'Set-CsManagementServer')) { return }
    Invoke-LabEffect $lab 0.1 {
        Set-LabScp $lab "$pool/RTC"
        Set-LabValue $lab 'connection' @{ SqlServer = $pool.ToLowerInvariant(); SqlInstance = 'rtc' }
    }
}
