# How the cmdlets of this module may be called, for the test that compares them with the facts.

# A line per cmdlet and parameter set: 'cmdlet|set|' and its parameters as 'Name:Type:marks', separated by blanks.
# Marks: m mandatory, p may be given by its place, i taken from the pipeline.
function Get-LabSignature {
    foreach ($file in [System.IO.Directory]::GetFiles([System.IO.Path]::Combine($script:LabRoot, 'cmdlets'), '*.ps1')) {
        $command = Get-Command -Name ([System.IO.Path]::GetFileNameWithoutExtension($file)) -CommandType Function
        foreach ($set in $command.ParameterSets) {
            $own = foreach ($one in $set.Parameters) {
                if ([System.Management.Automation.Cmdlet]::CommonParameters.Contains($one.Name)) { continue }
                $marks = ''
                if ($one.IsMandatory) { $marks += 'm' }
                if ($one.Position -ge 0) { $marks += 'p' }
                if ($one.ValueFromPipeline -or $one.ValueFromPipelineByPropertyName) { $marks += 'i' }
                "$($one.Name):$($one.ParameterType.Name):$marks"
            }
            "$($command.Name)|$($set.Name)|$($own -join ' ')"
        }
    }
}
