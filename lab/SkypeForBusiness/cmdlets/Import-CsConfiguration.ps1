# sfb-facts 3.14. No -WhatIf. Without -LocalStore it writes the CMS this session is connected to, whatever the set says
# about which server is active: the way a rebuild manufactures a split brain (domain-notes 1.1).
function Import-CsConfiguration {
    [CmdletBinding(PositionalBinding = $false, DefaultParameterSetName = 'FileName')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ParameterSetName = 'FileName')][string]$FileName,
        [Parameter(Mandatory = $true, Position = 0, ParameterSetName = 'ByteInput', ValueFromPipeline = $true)][byte[]]$ByteInput,
        [switch]$Force, [switch]$LocalStore
    )
    $lab = Open-LabCall $PSCmdlet
    if ($LocalStore) { [void](Connect-LabLocalStore $lab) } else { $short = Connect-LabCmsWritable $lab }
    if ($FileName -ne '') { $ByteInput = Read-LabImport $lab $FileName }
    $set = Read-LabExport $lab $ByteInput
    Invoke-LabEffect $lab 0.5 {
        if ($LocalStore) {
            foreach ($part in 'active', 'nextHops', 'pairing', 'documents') { Set-LabValue $lab "$($lab.Me).rtclocal.$part" $set[$part] }
            Set-LabValue $lab "$($lab.Me).rtclocal.poolState" (Copy-LabValue $lab.Shared['poolState'])
            return
        }
        foreach ($part in 'active', 'nextHops', 'pairing') { Set-LabValue $lab "topology.$part" $set[$part] }
        Set-LabValue $lab "$short.xds.documents" $set['documents']
        Set-LabValue $lab 'services.centralManagementActive' @($set['active'])
        Set-LabValue $lab 'services.edgeRegistrar' $set['nextHops']
        Set-LabValue $lab 'services.pairing' $set['pairing']
        Set-LabValue $lab 'services.published' $true
        Set-LabValue $lab 'whatIf.pool' ([string]@($set['active'])[0])
        Send-LabChange $lab
    }
}
