# sfb-facts 3.16: names must differ between pools, else the import fails; into a new pool only with -OverwriteOwner.
function Import-CsRgsConfiguration {
    [CmdletBinding(PositionalBinding = $false)]
    param(
        [Parameter(Mandatory = $true)][string]$FileName, [Parameter(Mandatory = $true)][string]$Destination,
        [switch]$OverwriteOwner, [switch]$ReplaceExistingRgsSettings, [switch]$ResolveNameConflicts, [switch]$Force
    )
    $lab = Open-LabCall $PSCmdlet
    $short = Find-LabPool $lab ($Destination -replace '^(service:)?ApplicationServer:', '')
    if (-not $lab.Shared['answers'][$short]) { Stop-LabCmdlet $PSCmdlet "The Response Group application of `"$Destination`" cannot be reached." 'RgsUnreachable' 'ConnectionError' }
    $set = Read-LabZip $lab (Read-LabImport $lab $FileName) 'RgsConfiguration.xml'
    $merged = @{}
    foreach ($kind in 'workflows', 'queues', 'groups') {
        $names = [System.Collections.ArrayList]@(@((Get-LabServer $lab $short)['rgs'][$kind]) | Where-Object -FilterScript { $null -ne $_ })
        foreach ($item in $set.Elements('Item')) {
            $name = $item.Attribute('Name').Value
            if ($item.Attribute('Kind').Value -ne $kind) { continue }
            if ($names -contains $name) {
                if (-not $ResolveNameConflicts) { Stop-LabCmdlet $PSCmdlet "An object with the name `"$name`" already exists in `"$Destination`"." 'RgsNameConflict' 'ResourceExists' }
                $name = "$name 1"
            }
            [void]$names.Add($name)
        }
        $merged[$kind] = $names
    }
    Invoke-LabEffect $lab 0.3 { foreach ($kind in @($merged.Keys)) { Set-LabValue $lab "$short.rgs.$kind" $merged[$kind] } }
}
