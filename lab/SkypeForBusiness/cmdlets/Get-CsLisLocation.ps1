# In Microsoft's reference; the property names of the rows are INVENTED but for the first.
function Get-CsLisLocation {
    [CmdletBinding(PositionalBinding = $false)]
    param([switch]$Unreferenced)
    $lab = Open-LabCall $PSCmdlet
    # Every location of this world is referenced.
    if ($Unreferenced) { return }
    Get-LabLisRows $lab 'locations' 'Location'
}
