# sfb-facts 3.7. No -WhatIf. In a split brain it carries one copy of the CMS over the other (domain-notes 1.8).
function Invoke-CsBackupServiceSync {
    [CmdletBinding(PositionalBinding = $false)]
    param(
        [Parameter(Mandatory = $true, ValueFromPipeline = $true)][string]$PoolFqdn,
        [ValidateSet('UserServices.PresenceFocus', 'ConfServices.DataConf', 'CentralMgmt.CMSMaster', 'ApplicationServer.RGSDataStore', 'ApplicationServer.RGSFileStore')][string]$BackupModule,
        [switch]$Force
    )
    process {
        $lab = Open-LabCall $PSCmdlet
        $short = Find-LabPool $lab $PoolFqdn
        $other = Get-LabOther $short
        if (-not $lab.Shared['answers'][$short] -or (Get-LabServer $lab $short)['services']['LYNCBACKUP']['status'] -ne 'Running') {
            Stop-LabCmdlet $PSCmdlet "The Backup Service of pool `"$PoolFqdn`" cannot be reached." 'BackupServiceUnreachable' 'ConnectionError'
        }
        Invoke-LabEffect $lab 0.5 {
            if (-not (Test-LabBackupRuns $lab)) { return }
            $split = (Get-LabServer $lab $short)['xds']['CurrentState'] -eq 0 -and (Get-LabServer $lab $other)['xds']['CurrentState'] -eq 0
            if ($split) {
                Set-LabValue $lab "$other.xds.documents" (Copy-LabValue (Get-LabServer $lab $short)['xds']['documents'])
                return
            }
            $holder = Get-LabHolder $lab
            if ($holder -eq '' -or (Test-LabFault $lab 'backup-service-error')) { return }
            # A backup copy that was made anew is filled here.
            $copy = Get-LabOther $holder
            if ((Get-LabServer $lab $copy)['xds']['exists']) { Set-LabValue $lab "$copy.xds.documents" (Copy-LabValue (Get-LabServer $lab $holder)['xds']['documents']) }
            Set-LabBackupHealthy $lab $holder 0
        }
    }
}
