# sfb-facts 3.11: writes the CMS; the change reaches the Edge by CMS replication.
function Set-CsEdgeServer {
    [CmdletBinding(PositionalBinding = $false, SupportsShouldProcess = $true)]
    param(
        [Parameter(Position = 0)][string]$Identity, [string]$Registrar,
        [uint16]$AccessEdgeExternalSipPort, [uint16]$AccessEdgeInternalSipPort, [uint16]$AccessEdgeClientSipPort,
        [uint16]$DataPsomClientPort, [uint16]$DataPsomServerPort, [uint16]$MediaCommunicationPortCount, [uint16]$MediaCommunicationPortStart,
        [uint16]$MediaRelayAuthEdgePort, [uint16]$MediaRelayExternalTurnTcpPort, [uint16]$MediaRelayExternalTurnUdpPort,
        [uint16]$MediaRelayInternalTurnTcpPort, [uint16]$MediaRelayInternalTurnUdpPort, [uint16]$XmppInternalPort, [uint16]$XmppListeningPort,
        [uint16]$SkypeSearchProxyPort, [switch]$Force
    )
    $lab = Open-LabCall $PSCmdlet
    [void](Connect-LabCmsWritable $lab)
    # The EdgeServer: prefix may be left off; leaving off Registrar:, as in the seed, is UNVERIFIED and taken here.
    $pool = $Identity -replace '^EdgeServer:', ''
    $hop = $Registrar -replace '^(service:)?Registrar:', ''
    $edge = $null
    foreach ($one in $lab.Shared['pools']) { if ($one['edge'] -and $one['fqdn'] -eq $pool) { $edge = Get-LabShort $one['fqdn'] } }
    if ($null -eq $edge) { Stop-LabCmdlet $PSCmdlet "Cannot find an object with identity `"$Identity`"." 'IdentityNotFound' 'ObjectNotFound' }
    if ($hop -ne '') { [void](Find-LabPool $lab $hop) }
    if (-not $PSCmdlet.ShouldProcess("EdgeServer:$pool", 'Set-CsEdgeServer')) { return }
    Invoke-LabEffect $lab 0.1 {
        if ($hop -eq '' -or (Test-LabFault $lab 'edge-stays')) { return }
        Set-LabValue $lab "services.edgeRegistrar.$edge" $hop.ToLowerInvariant()
        Set-LabValue $lab "topology.nextHops.$edge" $hop.ToLowerInvariant()
        Send-LabChange $lab
    }
}
