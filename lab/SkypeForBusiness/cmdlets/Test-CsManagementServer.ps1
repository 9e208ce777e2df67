# sfb-facts 3.21: verifies the Central Management service; the seed's error text asks for it. TaskOutput's property names
# other than Result are INVENTED (UNVERIFIED).
function Test-CsManagementServer {
    [CmdletBinding(PositionalBinding = $false)]
    param([string]$Report)
    $lab = Open-LabCall $PSCmdlet
    $holder = Get-LabHolder $lab
    $result = 'Success'
    if ($holder -eq '') { $result = 'Failure' }
    New-LabObject 'Microsoft.Rtc.SyntheticTransactions.TaskOutput' ([ordered]@{ TargetFqdn = $lab.Server; Result = $result; Latency = [timespan]::Zero; Error = $null; Diagnosis = $null })
    Write-LabReport $lab $Report $(if ($holder -eq '') { 1 } else { 0 })
}
