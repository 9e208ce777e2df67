# sfb-facts 3.9: deletes the replication status and forces a full replication; False for 2-3 minutes by design. No -WhatIf.
function Invoke-CsManagementStoreReplication {
    [CmdletBinding(PositionalBinding = $false)]
    param([Parameter(Position = 0)][string]$ReplicaFqdn, [switch]$Force)
    $lab = Open-LabCall $PSCmdlet
    [void](Connect-LabCmsWritable $lab)
    if (Test-LabMoving $lab) {
        Stop-LabCmdlet $PSCmdlet '###50020:XDSForceReplication: This central management store is being moved to another location. No changes can be made until this move is complete' 'XDSForceReplication'
    }
    Invoke-LabEffect $lab 0.1 {
        # One replica or all of them: the lab does not tell them apart.
        if ((Get-LabHolder $lab) -ne '') { Update-LabReplication $lab $lab.Shared['lag']['forcedReplication'] }
        elseif ($null -ne $lab.Shared['runtime']['replicas']) { Set-LabValue $lab 'runtime.replicas' (New-LabReplicas $lab $false) }
    }
}
