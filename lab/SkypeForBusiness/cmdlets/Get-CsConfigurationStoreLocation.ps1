# sfb-facts 3.3: always the SCP in AD, whatever the session is connected to.
function Get-CsConfigurationStoreLocation {
    [CmdletBinding(PositionalBinding = $false)]
    param([string]$GlobalSettingsDomainController, [string]$Report)
    $lab = Open-LabCall $PSCmdlet
    # Without a controller named, the one nearest to the caller: dc2 at the backup site, else dc1.
    $dc = 'dc1'
    if ($lab.Me -eq 'fe2') { $dc = 'dc2' }
    if ($GlobalSettingsDomainController -ne '') { $dc = Get-LabShort $GlobalSettingsDomainController }
    if (-not $lab.Shared['dcAnswers'][$dc]) { Stop-LabCmdlet $PSCmdlet (Get-LabText $lab 'adUnreachable') 'ActiveDirectoryUnreachable' 'ResourceUnavailable' }
    $location = $lab.Shared['scp'][$dc]
    if ($null -eq $location) { return }
    # The name MirrorBackEndServer is INVENTED (sfb-facts 3.3, UNVERIFIED).
    New-LabObject 'Microsoft.Rtc.Management.Deploy.ConfigurationStoreLocation' ([ordered]@{ BackEndServer = $location; MirrorBackEndServer = $null })
}
