# Made by `npm run generate` from src/powershell/cmdlets; a test compares the two. Do not edit by hand.
@{
    'get-cs-backup-service-status' = @{
        Cmdlet = 'Get-CsBackupServiceStatus'; Effect = 'read'
        Fixed = @{  }; Parameters = @('PoolFqdn')
    }
    'get-cs-configuration-store-location' = @{
        Cmdlet = 'Get-CsConfigurationStoreLocation'; Effect = 'read'
        Fixed = @{  }; Parameters = @('GlobalSettingsDomainController')
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
    'get-sfb-scp' = @{
        Cmdlet = 'Get-SfbScp'; Effect = 'read'
        Fixed = @{  }; Parameters = @('DomainController')
    }
    'get-sfb-xds-component' = @{
        Cmdlet = 'Get-SfbXdsComponent'; Effect = 'read'
        Fixed = @{  }; Parameters = @('SqlInstance')
    }
    'get-sfb-xds-state' = @{
        Cmdlet = 'Get-SfbXdsState'; Effect = 'read'
        Fixed = @{  }; Parameters = @('SqlInstance')
    }
}
