# sfb-facts 3.4: with the FQDN that was failed over.
function Invoke-CsPoolFailBack {
    [CmdletBinding(PositionalBinding = $false, SupportsShouldProcess = $true, ConfirmImpact = 'High')]
    param(
        [Parameter(Mandatory = $true)][string]$PoolFqdn, [switch]$DisasterMode, [timespan]$WaitTime = '00:00:15',
        [int]$DatabaseCommandTimeoutInSeconds, [switch]$SkipDataVerification, [switch]$Force
    )
    $lab = Open-LabCall $PSCmdlet
    $short = Find-LabPool $lab $PoolFqdn
    Assert-LabPoolMove $lab $short @('FailedOver', 'FailingOver')
    foreach ($one in $short, (Get-LabOther $short)) {
        if ($lab.Shared['answers'][$one] -or ($DisasterMode -and $one -ne $short)) { continue }
        Stop-LabCmdlet $PSCmdlet "Pool `"$($lab.Shared['servers'][$one])`" cannot be reached." 'PoolUnreachable' 'ConnectionError'
    }
    if (-not $PSCmdlet.ShouldProcess($PoolFqdn, 'Invoke-CsPoolFailBack')) { return }
    Invoke-LabEffect $lab 25 { Set-LabPoolState $lab $short 'FailedBack' $lab.Shared['lag']['localTarget'] }
}
