# Made by `npm run generate` from src/powershell/cmdlets; a test compares the two. Do not edit by hand.
@{
    'export-cs-configuration' = @{
        Cmdlet = 'Export-CsConfiguration'; Effect = 'safe-change'
        Fixed = @{  }; Parameters = @('FileName')
    }
    'export-cs-configuration-local-store' = @{
        Cmdlet = 'Export-CsConfiguration'; Effect = 'safe-change'
        Fixed = @{ 'AsBytes' = $true; 'LocalStore' = $true }; Parameters = @()
    }
    'export-cs-lis-configuration' = @{
        Cmdlet = 'Export-CsLisConfiguration'; Effect = 'safe-change'
        Fixed = @{  }; Parameters = @('FileName')
    }
    'export-cs-rgs-configuration' = @{
        Cmdlet = 'Export-CsRgsConfiguration'; Effect = 'safe-change'
        Fixed = @{  }; Parameters = @('Source', 'FileName')
    }
    'get-cs-backup-service-status' = @{
        Cmdlet = 'Get-CsBackupServiceStatus'; Effect = 'read'
        Fixed = @{  }; Parameters = @('PoolFqdn')
    }
    'get-cs-cls-scenario' = @{
        Cmdlet = 'Get-CsClsScenario'; Effect = 'read'
        Fixed = @{  }; Parameters = @()
    }
    'get-cs-configuration-store-location' = @{
        Cmdlet = 'Get-CsConfigurationStoreLocation'; Effect = 'read'
        Fixed = @{  }; Parameters = @('GlobalSettingsDomainController')
    }
    'get-cs-lis-location' = @{
        Cmdlet = 'Get-CsLisLocation'; Effect = 'read'
        Fixed = @{  }; Parameters = @()
    }
    'get-cs-lis-port' = @{
        Cmdlet = 'Get-CsLisPort'; Effect = 'read'
        Fixed = @{  }; Parameters = @()
    }
    'get-cs-lis-subnet' = @{
        Cmdlet = 'Get-CsLisSubnet'; Effect = 'read'
        Fixed = @{  }; Parameters = @()
    }
    'get-cs-lis-switch' = @{
        Cmdlet = 'Get-CsLisSwitch'; Effect = 'read'
        Fixed = @{  }; Parameters = @()
    }
    'get-cs-lis-wireless-access-point' = @{
        Cmdlet = 'Get-CsLisWirelessAccessPoint'; Effect = 'read'
        Fixed = @{  }; Parameters = @()
    }
    'get-cs-management-connection' = @{
        Cmdlet = 'Get-CsManagementConnection'; Effect = 'read'
        Fixed = @{  }; Parameters = @()
    }
    'get-cs-management-store-replication-status' = @{
        Cmdlet = 'Get-CsManagementStoreReplicationStatus'; Effect = 'read'
        Fixed = @{  }; Parameters = @('ReplicaFqdn')
    }
    'get-cs-management-store-status' = @{
        Cmdlet = 'Get-CsManagementStoreReplicationStatus'; Effect = 'read'
        Fixed = @{ 'CentralManagementStoreStatus' = $true }; Parameters = @()
    }
    'get-cs-pool-backup-relationship' = @{
        Cmdlet = 'Get-CsPoolBackupRelationship'; Effect = 'read'
        Fixed = @{  }; Parameters = @('PoolFqdn')
    }
    'get-cs-registrar-configuration' = @{
        Cmdlet = 'Get-CsRegistrarConfiguration'; Effect = 'read'
        Fixed = @{  }; Parameters = @()
    }
    'get-cs-registrar-configuration-local-store' = @{
        Cmdlet = 'Get-CsRegistrarConfiguration'; Effect = 'read'
        Fixed = @{ 'LocalStore' = $true }; Parameters = @()
    }
    'get-cs-rgs-workflow' = @{
        Cmdlet = 'Get-CsRgsWorkflow'; Effect = 'read'
        Fixed = @{  }; Parameters = @('Identity')
    }
    'get-cs-server-patch-version' = @{
        Cmdlet = 'Get-CsServerPatchVersion'; Effect = 'read'
        Fixed = @{  }; Parameters = @()
    }
    'get-cs-service-application-server' = @{
        Cmdlet = 'Get-CsService'; Effect = 'read'
        Fixed = @{ 'ApplicationServer' = $true }; Parameters = @()
    }
    'get-cs-service-central-management' = @{
        Cmdlet = 'Get-CsService'; Effect = 'read'
        Fixed = @{ 'CentralManagement' = $true }; Parameters = @()
    }
    'get-cs-service-edge-server' = @{
        Cmdlet = 'Get-CsService'; Effect = 'read'
        Fixed = @{ 'EdgeServer' = $true }; Parameters = @()
    }
    'get-cs-service-registrar' = @{
        Cmdlet = 'Get-CsService'; Effect = 'read'
        Fixed = @{ 'Registrar' = $true }; Parameters = @()
    }
    'get-cs-topology-as-xml' = @{
        Cmdlet = 'Get-CsTopology'; Effect = 'read'
        Fixed = @{ 'AsXml' = $true }; Parameters = @()
    }
    'get-cs-topology-local-store' = @{
        Cmdlet = 'Get-CsTopology'; Effect = 'read'
        Fixed = @{ 'AsXml' = $true; 'LocalStore' = $true }; Parameters = @()
    }
    'get-cs-windows-service' = @{
        Cmdlet = 'Get-CsWindowsService'; Effect = 'read'
        Fixed = @{ 'ExcludeActivityLevel' = $true }; Parameters = @('Name', 'ComputerName')
    }
    'get-sfb-backup-set' = @{
        Cmdlet = 'Get-SfbBackupSet'; Effect = 'read'
        Fixed = @{  }; Parameters = @('Share', 'Pair')
    }
    'get-sfb-certificate' = @{
        Cmdlet = 'Get-SfbCertificate'; Effect = 'read'
        Fixed = @{  }; Parameters = @()
    }
    'get-sfb-cms-database' = @{
        Cmdlet = 'Get-SfbCmsDatabase'; Effect = 'read'
        Fixed = @{  }; Parameters = @('SqlInstance')
    }
    'get-sfb-event-log' = @{
        Cmdlet = 'Get-SfbEventLog'; Effect = 'read'
        Fixed = @{  }; Parameters = @('Minutes')
    }
    'get-sfb-group-member' = @{
        Cmdlet = 'Get-SfbGroupMember'; Effect = 'read'
        Fixed = @{  }; Parameters = @('Group')
    }
    'get-sfb-local-admin' = @{
        Cmdlet = 'Get-SfbLocalAdmin'; Effect = 'read'
        Fixed = @{  }; Parameters = @()
    }
    'get-sfb-power-shell' = @{
        Cmdlet = 'Get-SfbPowerShell'; Effect = 'read'
        Fixed = @{  }; Parameters = @()
    }
    'get-sfb-scp' = @{
        Cmdlet = 'Get-SfbScp'; Effect = 'read'
        Fixed = @{  }; Parameters = @('DomainController')
    }
    'get-sfb-second-hop' = @{
        Cmdlet = 'Get-SfbSecondHop'; Effect = 'read'
        Fixed = @{  }; Parameters = @('DomainController', 'Partner', 'SqlInstance', 'Share')
    }
    'get-sfb-share' = @{
        Cmdlet = 'Get-SfbShare'; Effect = 'read'
        Fixed = @{  }; Parameters = @('Share')
    }
    'get-sfb-sql-right' = @{
        Cmdlet = 'Get-SfbSqlRight'; Effect = 'read'
        Fixed = @{  }; Parameters = @('SqlInstance')
    }
    'get-sfb-token-group' = @{
        Cmdlet = 'Get-SfbTokenGroup'; Effect = 'read'
        Fixed = @{  }; Parameters = @()
    }
    'get-sfb-xds-component' = @{
        Cmdlet = 'Get-SfbXdsComponent'; Effect = 'read'
        Fixed = @{  }; Parameters = @('SqlInstance')
    }
    'get-sfb-xds-state' = @{
        Cmdlet = 'Get-SfbXdsState'; Effect = 'read'
        Fixed = @{  }; Parameters = @('SqlInstance')
    }
    'import-cs-lis-configuration' = @{
        Cmdlet = 'Import-CsLisConfiguration'; Effect = 'destructive'
        Fixed = @{  }; Parameters = @('FileName')
    }
    'import-cs-rgs-configuration' = @{
        Cmdlet = 'Import-CsRgsConfiguration'; Effect = 'destructive'
        Fixed = @{  }; Parameters = @('FileName', 'Destination')
    }
    'invoke-cs-backup-service-sync' = @{
        Cmdlet = 'Invoke-CsBackupServiceSync'; Effect = 'safe-change'
        Fixed = @{  }; Parameters = @('PoolFqdn')
    }
    'invoke-cs-management-server-failover' = @{
        Cmdlet = 'Invoke-CsManagementServerFailover'; Effect = 'destructive'
        Fixed = @{  }; Parameters = @()
    }
    'invoke-cs-management-server-failover-what-if' = @{
        Cmdlet = 'Invoke-CsManagementServerFailover'; Effect = 'read'
        Fixed = @{ 'WhatIf' = $true }; Parameters = @()
    }
    'invoke-cs-management-store-replication' = @{
        Cmdlet = 'Invoke-CsManagementStoreReplication'; Effect = 'safe-change'
        Fixed = @{  }; Parameters = @()
    }
    'invoke-cs-pool-failover' = @{
        Cmdlet = 'Invoke-CsPoolFailOver'; Effect = 'destructive'
        Fixed = @{  }; Parameters = @('PoolFqdn')
    }
    'publish-cs-lis-configuration' = @{
        Cmdlet = 'Publish-CsLisConfiguration'; Effect = 'destructive'
        Fixed = @{  }; Parameters = @()
    }
    'search-cs-cls-logging' = @{
        Cmdlet = 'Search-CsClsLogging'; Effect = 'read'
        Fixed = @{ 'LogLevel' = 'All' }; Parameters = @('Computers', 'Components')
    }
    'set-cs-edge-server' = @{
        Cmdlet = 'Set-CsEdgeServer'; Effect = 'reversible'
        Fixed = @{  }; Parameters = @('Identity', 'Registrar')
    }
    'show-cs-cls-logging' = @{
        Cmdlet = 'Show-CsClsLogging'; Effect = 'read'
        Fixed = @{  }; Parameters = @('Computers')
    }
    'start-cs-cls-logging' = @{
        Cmdlet = 'Start-CsClsLogging'; Effect = 'safe-change'
        Fixed = @{ 'Scenario' = 'HADR' }; Parameters = @('Computers', 'Duration')
    }
    'start-cs-windows-service' = @{
        Cmdlet = 'Start-CsWindowsService'; Effect = 'reversible'
        Fixed = @{  }; Parameters = @('Name')
    }
    'stop-cs-cls-logging' = @{
        Cmdlet = 'Stop-CsClsLogging'; Effect = 'safe-change'
        Fixed = @{ 'Scenario' = 'HADR' }; Parameters = @('Computers')
    }
    'stop-cs-windows-service' = @{
        Cmdlet = 'Stop-CsWindowsService'; Effect = 'reversible'
        Fixed = @{  }; Parameters = @('Name')
    }
    'sync-cs-cls-logging' = @{
        Cmdlet = 'Sync-CsClsLogging'; Effect = 'safe-change'
        Fixed = @{  }; Parameters = @('Computers')
    }
    'test-cs-management-server' = @{
        Cmdlet = 'Test-CsManagementServer'; Effect = 'read'
        Fixed = @{  }; Parameters = @()
    }
}
