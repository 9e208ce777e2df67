# In Microsoft's reference; the property names of the rows are INVENTED but for the first.
function Get-CsLisPort {
    [CmdletBinding(PositionalBinding = $false)]
    param()
    $lab = Open-LabCall $PSCmdlet
    Get-LabLisRows $lab 'ports' 'PortID'
}
