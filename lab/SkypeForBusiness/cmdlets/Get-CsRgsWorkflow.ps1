# In Microsoft's reference: the workflows of one Response Group service, without a name of every one; none is no error. Those
# that another pool owns come with -ShowAll only; in this world every pool owns its own.
function Get-CsRgsWorkflow {
    [CmdletBinding(PositionalBinding = $false)]
    param([Parameter(Position = 0, ValueFromPipeline = $true)][string]$Identity, [string]$Name, [string]$Owner, [switch]$ShowAll)
    process {
        $lab = Open-LabCall $PSCmdlet
        $shorts = @('fe1', 'fe2')
        if ($Identity -ne '') { $shorts = @(Find-LabPool $lab ($Identity -replace '^(service:)?ApplicationServer:', '')) }
        foreach ($short in $shorts) {
            $service = "service:ApplicationServer:$($lab.Shared['servers'][$short])"
            if (-not $lab.Shared['answers'][$short]) { Stop-LabCmdlet $PSCmdlet "The Response Group application of `"$service`" cannot be reached." 'RgsUnreachable' 'ConnectionError' }
            foreach ($one in @((Get-LabServer $lab $short)['rgs']['workflows'])) {
                if ($null -eq $one -or ($Name -ne '' -and $one -ne $Name)) { continue }
                if ($Owner -ne '' -and $Owner -ne $service -and "service:$Owner" -ne $service) { continue }
                New-LabObject 'Microsoft.Rtc.Rgs.Management.WritableSettings.Workflow' ([ordered]@{ Identity = $service; Name = $one; Active = $true })
            }
        }
    }
}
