@{
    RootModule = 'SkypeForBusiness.psm1'
    ModuleVersion = '7.0.0.0'
    GUID = '5a4f5f0e-6c31-4c39-9a1b-1f3d7b1f0c55'
    Author = 'The lab of sfb-bot'
    Description = 'LAB: imitates the SkypeForBusiness module over a world on disk. Not made by Microsoft.'
    PowerShellVersion = '5.1'
    # One line per cmdlet file; a test compares the list with the folder.
    FunctionsToExport = @(
        'Get-CsBackupServiceConfiguration'
        'Get-CsBackupServiceStatus'
        'Get-CsConfigurationStoreLocation'
        'Get-CsManagementConnection'
        'Get-CsManagementStoreReplicationStatus'
        'Get-CsPoolBackupRelationship'
        'Get-CsRegistrarConfiguration'
        'Get-CsServerPatchVersion'
        'Get-CsService'
        'Get-CsTopology'
        'Get-CsUserPoolInfo'
        'Get-CsUserReplicatorConfiguration'
        'Get-CsWindowsService'
        'Invoke-CsManagementServerFailover'
        # The lab's own.
        'Get-SfbLabMarker', 'New-LabWorld', 'Get-LabProfile', 'Show-LabWorld', 'Step-LabClock', 'Get-LabField', 'Set-LabField'
        'Set-LabLatency', 'Get-LabFault', 'Set-LabFault', 'Clear-LabFault', 'Get-LabTestimony', 'Get-LabDump'
    )
    CmdletsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
    PrivateData = @{ SfbLabMarker = 'LAB' }
}
