# sfb-facts 3.4. Named parameters; no -Report; no output.
function Invoke-CsPoolFailOver {
    [CmdletBinding(PositionalBinding = $false, SupportsShouldProcess = $true, ConfirmImpact = 'High')]
    param(
        [Parameter(Mandatory = $true)][string]$PoolFqdn, [switch]$DisasterMode, [switch]$FlushStorageService, [timespan]$WaitTime,
        [int]$DatabaseCommandTimeoutInSeconds, [int]$ServicesStopDelayMins, [switch]$SkipDataVerification, [switch]$Force
    )
    $lab = Open-LabCall $PSCmdlet
    $short = Find-LabPool $lab $PoolFqdn
    foreach ($hop in @($lab.Shared['services']['edgeRegistrar'].Values)) {
        if ($hop -ne $PoolFqdn) { continue }
        # Verbatim, two spaces included.
        Stop-LabCmdlet $PSCmdlet "This Front-end pool `"$PoolFqdn`" is specified in topology as the next hop for the Edge server. Failing over this pool may cause External access/Federation/Split-domain/XMPP features to stop working. Please use Topology Builder to change the Edge internal next hop setting to point to a different Front-end pool,  before you proceed." 'EdgeNextHop'
    }
    Assert-LabPoolMove $lab $short @('Active', 'FailedBack', 'FailingOver')
    if (-not $DisasterMode -and -not $lab.Shared['answers'][$short]) { Stop-LabCmdlet $PSCmdlet "Pool `"$PoolFqdn`" cannot be reached. Use -DisasterMode if it is not available." 'PoolUnreachable' 'ConnectionError' }
    if (-not $PSCmdlet.ShouldProcess($PoolFqdn, 'Invoke-CsPoolFailOver')) { return }
    # Read-only and the final sync first; a dead pool is not waited for.
    if (-not $DisasterMode) { Edit-LabWorld $lab { Set-LabValue $lab "poolState.$short" 'FailingOver' } }
    Invoke-LabEffect $lab $(if ($DisasterMode) { 6 } else { 12 }) { Set-LabPoolState $lab $short 'FailedOver' $lab.Shared['lag']['localTarget'] }
}
