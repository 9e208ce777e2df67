# sfb-facts 3.13: where a user is homed, never where he is registered.
function Get-CsUserPoolInfo {
    [CmdletBinding(PositionalBinding = $false)]
    param([Parameter(Mandatory = $true, Position = 0, ValueFromPipeline = $true)][string]$Identity, [switch]$LocalStore)
    process {
        $lab = Open-LabCall $PSCmdlet
        if ($LocalStore) { [void](Connect-LabLocalStore $lab) } else { [void](Connect-LabCms $lab) }
        $user = $null
        foreach ($one in $lab.Shared['users']) { if ($one['sip'] -eq $Identity -or $one['sip'] -eq "sip:$Identity" -or $one['name'] -eq $Identity) { $user = $one } }
        if ($null -eq $user) {
            Write-LabError $PSCmdlet "Management object not found for identity `"$Identity`"." 'Identity' 'ObjectNotFound'
            return
        }
        # Homing, not the topology: which pool backs up which is fixed in this world.
        $backupShort = 'fe1'
        if ($user['home'] -eq 'fe1') { $backupShort = 'fe2' }
        $primary = $lab.Shared['servers'][$user['home']]
        $backup = $lab.Shared['servers'][$backupShort]
        New-LabObject 'Microsoft.Rtc.Management.Xds.GetOCsUserPoolInfoCmdlet+UserInformation' ([ordered]@{
            Identity = "CN=$($user['name']),OU=Users,DC=domain,DC=local"
            PrimaryPoolFqdn = $primary
            BackupPoolFqdn = $backup
            PrimaryPoolMachinesInPreferredOrder = @("1:$($user['home'].Substring(2)):1")
            PrimaryPoolPrimaryRegistrar = $primary
            PrimaryPoolBackupRegistrars = @()
            BackupPoolPrimaryRegistrar = $backup
        })
    }
}
