# In Microsoft's reference: the workflows of one Response Group service; none is no error.
function Get-CsRgsWorkflow {
    [CmdletBinding()]
    param([Parameter(Position = 0)][string]$Identity, [string]$Name)
    $lab = Open-LabCall $PSCmdlet
    $short = Find-LabPool $lab ($Identity -replace '^(service:)?ApplicationServer:', '')
    if (-not $lab.Shared['answers'][$short]) { Stop-LabCmdlet $PSCmdlet "The Response Group application of `"$Identity`" cannot be reached." 'RgsUnreachable' 'ConnectionError' }
    foreach ($one in @((Get-LabServer $lab $short)['rgs']['workflows'])) {
        if ($null -eq $one -or ($Name -ne '' -and $one -ne $Name)) { continue }
        New-LabObject 'Microsoft.Rtc.Rgs.Management.WritableSettings.Workflow' ([ordered]@{ Identity = $Identity; Name = $one; Active = $true })
    }
}
