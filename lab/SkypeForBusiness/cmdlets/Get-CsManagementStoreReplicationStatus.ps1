# sfb-facts 3.8. A silent CMS gives no output at all, not $null.
function Get-CsManagementStoreReplicationStatus {
    [CmdletBinding(PositionalBinding = $false)]
    param(
        [Parameter(Position = 0, ValueFromPipelineByPropertyName = $true)][string]$ReplicaFqdn,
        [Parameter(ValueFromPipelineByPropertyName = $true)][switch]$CentralManagementStoreStatus
    )
    process {
        $lab = Open-LabCall $PSCmdlet
        [void](Connect-LabCms $lab)
        if ($CentralManagementStoreStatus) { Get-LabStoreStatus $lab; return }
        $replicas = $lab.Shared['runtime']['replicas']
        if ($null -eq $replicas) { return }
        foreach ($key in @($replicas.Keys | Sort-LabText)) {
            $row = $replicas[$key]
            if ($ReplicaFqdn -ne '' -and $row['ReplicaFqdn'] -ne $ReplicaFqdn) { continue }
            New-LabObject 'Microsoft.Rtc.Management.Xds.ReplicaState' ([ordered]@{
                UpToDate = $row['UpToDate']
                ReplicaFqdn = $row['ReplicaFqdn']
                LastStatusReport = Get-LabMoment $lab $row['LastStatusReport']
                LastUpdateCreation = Get-LabMoment $lab $row['LastUpdateCreation']
                ProductVersion = $row['ProductVersion']
            })
        }
    }
}

function Get-LabStoreStatus($Lab) {
    $status = $Lab.Shared['runtime']['storeStatus']
    if ($null -eq $status) { return }
    # The names of both heartbeats and of DeletedReplicas are INVENTED (sfb-facts 3.8, UNVERIFIED).
    New-LabObject 'Microsoft.Rtc.Management.Xds.CentralManagementStoreStatusResult' ([ordered]@{
        LastUpdatedOn = $Lab.Shared['now']
        ActiveMasterFqdn = $status['ActiveMasterFqdn']
        ActiveMasterLastHeartbeat = Get-LabMoment $Lab $status['ActiveMasterLastHeartbeat']
        ActiveFileTransferAgentFqdn = $status['ActiveFileTransferAgentFqdn']
        ActiveFileTransferAgentLastHeartbeat = Get-LabMoment $Lab $status['ActiveFileTransferAgentLastHeartbeat']
        ActiveReplicas = @($status['ActiveReplicas'])
        DeletedReplicas = @($status['DeletedReplicas'])
    })
}
