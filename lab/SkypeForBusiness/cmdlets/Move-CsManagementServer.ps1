# sfb-facts 3.2: at the console of the target pool, never in a remote session. Meant for pools that are not paired.
function Move-CsManagementServer {
    [CmdletBinding(PositionalBinding = $false, SupportsShouldProcess = $true, ConfirmImpact = 'High', DefaultParameterSetName = 'FromBackup')]
    param(
        [Parameter(ParameterSetName = 'FromBackup')][Alias('CsConfiguration')][string]$ConfigurationFileName,
        [Parameter(ParameterSetName = 'FromBackup')][Alias('CsLisConfiguration')][string]$LisConfigurationFileName,
        [string]$TargetFqdn, [switch]$Force, [string]$Report
    )
    $lab = Open-LabCall $PSCmdlet
    # The lab's only sign of a console is Console = $true in $global:SfbLab. Text invented.
    if ($global:SfbLab.Console -ne $true) { Stop-LabCmdlet $PSCmdlet 'This cmdlet must be run locally; it cannot be run in a remote session.' 'RemoteSession' 'InvalidOperation' }
    $to = Find-LabTarget $lab
    $from = Get-LabOther $to
    Show-LabFailover $lab $to 'This cmdlet moves Central Management Server to the pool that contains this computer.'
    if (-not (Get-LabServer $lab $to)['xds']['exists']) { Stop-LabCmdlet $PSCmdlet "There is no Central Management Store database on `"$($lab.Server)\rtc`"." 'NoDatabase' 'ObjectNotFound' }
    if (-not $lab.Shared['answers'][$from] -and -not $Force) { Stop-LabCmdlet $PSCmdlet "The current Central Management Server `"$($lab.Shared['servers'][$from])`" cannot be contacted. Use -Force if it is offline." 'SourceUnreachable' 'ConnectionError' }
    if ($ConfigurationFileName -ne '') { $set = Read-LabExport $lab (Read-LabImport $lab $ConfigurationFileName) }
    else { $set = @{ nextHops = $lab.Shared['topology']['nextHops']; pairing = $lab.Shared['topology']['pairing']; documents = (Get-LabServer $lab $(if ($lab.Shared['answers'][$from]) { $from } else { $to }))['xds']['documents'] } }
    if ($LisConfigurationFileName -ne '') { $lis = Read-LabLisExport $lab (Read-LabImport $lab $LisConfigurationFileName) }
    if (-not $PSCmdlet.ShouldProcess("Move the Central Management Server to pool `"$($lab.Server)`".", "Move the Central Management Server to pool `"$($lab.Server)`"?", 'Move-CsManagementServer')) { return }
    Invoke-LabEffect $lab 3 {
        Set-LabValue $lab "$to.xds.documents" (Copy-LabValue $set['documents'])
        foreach ($part in 'nextHops', 'pairing') { Set-LabValue $lab "topology.$part" (Copy-LabValue $set[$part]) }
        Set-LabValue $lab 'services.published' $true
        Set-LabValue $lab 'services.edgeRegistrar' (Copy-LabValue $set['nextHops'])
        Set-LabValue $lab 'services.pairing' (Copy-LabValue $set['pairing'])
        if ($null -ne $lis) { foreach ($table in @($lis.Keys)) { Set-LabValue $lab "$to.lis.$table" $lis[$table] } }
        if ($lab.Shared['answers'][$from]) { Set-LabValue $lab "$from.xds.CurrentState" 3 }
        Set-LabMoved $lab $from $to
    }
    Write-LabReport $lab $Report 0
}
