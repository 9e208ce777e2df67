# Prints, for each exported function of each module file given: its parameters and the properties of the objects it
# puts out, as the engine's own parser sees them. Arguments: paths of the modules.
foreach ($path in $args) {
    $tokens = $null
    $errors = $null
    $ast = [System.Management.Automation.Language.Parser]::ParseFile($path, [ref]$tokens, [ref]$errors)
    if ($errors.Count -gt 0) { throw "$path does not parse: $($errors[0].Message)" }
    $functions = @($ast.FindAll({ $args[0] -is [System.Management.Automation.Language.FunctionDefinitionAst] -and $args[0].Name -like 'Get-Sfb*' }, $true))
    foreach ($function in $functions) {
        $parameters = foreach ($one in $function.Body.ParamBlock.Parameters) {
            $type = @($one.Attributes | Where-Object -FilterScript { $_ -is [System.Management.Automation.Language.TypeConstraintAst] })[0]
            $mandatory = $one.Extent.Text -match 'Mandatory = \$true'
            $pattern = [regex]::Match($one.Extent.Text, "ValidatePattern\('([^']+)'\)").Groups[1].Value
            "$($one.Name.VariablePath.UserPath):$($type.TypeName.FullName):$mandatory`:$pattern"
        }
        # Every table that becomes an object, also in a helper it calls; what SQL gives has the names of its query.
        $called = @($function.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true) | ForEach-Object -Process { $_.GetCommandName() })
        $helpers = @($ast.FindAll({ $args[0] -is [System.Management.Automation.Language.FunctionDefinitionAst] }, $true) | Where-Object -FilterScript { $called -contains $_.Name -and $_.Name -notlike 'Get-Sfb*' })
        $tables = foreach ($body in @($function) + $helpers) {
            $body.FindAll({ $args[0] -is [System.Management.Automation.Language.ConvertExpressionAst] -and $args[0].Type.TypeName.FullName -eq 'pscustomobject' -and $args[0].Child -is [System.Management.Automation.Language.HashtableAst] }, $true)
        }
        $properties = @(foreach ($table in $tables) { foreach ($pair in $table.Child.KeyValuePairs) { $pair.Item1.Value } })
        if ($properties.Count -eq 0) {
            $columns = [regex]::Match($function.Extent.Text, 'SELECT (.+?) FROM').Groups[1].Value
            $properties = @([regex]::Matches($columns, '\[(\w+)\](?=,|$)') | ForEach-Object -Process { $_.Groups[1].Value })
        }
        $lines = $function.Extent.EndLineNumber - $function.Extent.StartLineNumber + 1
        [System.Console]::Out.WriteLine("$($function.Name)|$($parameters -join ';')|$($properties -join ';')|$lines")
    }
    $export = @($ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] -and $args[0].GetCommandName() -eq 'Export-ModuleMember' }, $true))[0]
    [System.Console]::Out.WriteLine("export|$(($export.Extent.Text -replace '\s+', ' '))||")
}
