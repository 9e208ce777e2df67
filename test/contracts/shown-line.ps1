# Reads shown lines, base64 JSON list, from the file given; the engine's own parser and binder take each apart. Prints JSON:
# for each the parse errors, how many commands, the cmdlet, its parameters with their values, and whether it binds.
Import-Module ([System.IO.Path]::Combine($args[1], 'SkypeForBusiness', 'SkypeForBusiness.psd1')) -DisableNameChecking
Import-Module ([System.IO.Path]::Combine($args[1], 'SfbProbes.psm1'))
$lines = [System.Text.Json.JsonDocument]::Parse([System.IO.File]::ReadAllText($args[0])).RootElement
$results = foreach ($element in $lines.EnumerateArray()) {
    $tokens = $null
    $errors = $null
    $ast = [System.Management.Automation.Language.Parser]::ParseInput($element.GetString(), [ref]$tokens, [ref]$errors)
    $commands = @($ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true))
    $command = $commands[0]
    $bound = [System.Management.Automation.Language.StaticParameterBinder]::BindCommand($command, $true)
    $values = [ordered]@{}
    foreach ($key in $bound.BoundParameters.Keys) {
        $value = $bound.BoundParameters[$key].Value
        # SafeGetValue takes constants only: anything that would be run throws.
        if ($value -is [System.Management.Automation.Language.CommandParameterAst]) { $values[$key] = $null -eq $value.Argument -or $value.Argument.SafeGetValue() }
        elseif ($value -is [System.Management.Automation.Language.Ast]) { $values[$key] = $value.SafeGetValue() }
        else { $values[$key] = $bound.BoundParameters[$key].ConstantValue }
    }
    [ordered]@{
        errors = @($errors).Count + $bound.BindingExceptions.Count
        statements = $ast.EndBlock.Statements.Count
        commands = $commands.Count
        cmdlet = $command.GetCommandName()
        values = $values
    }
}
$options = [System.Text.Json.JsonSerializerOptions]::new()
function ConvertTo-Plain($Value) {
    if ($Value -is [System.Collections.IDictionary]) {
        $table = [System.Collections.Generic.Dictionary[string, object]]::new()
        foreach ($key in $Value.Keys) { $table[[string]$key] = ConvertTo-Plain $Value[$key] }
        return $table
    }
    if ($Value -is [array]) {
        $list = [System.Collections.Generic.List[object]]::new()
        foreach ($one in $Value) { $list.Add((ConvertTo-Plain $one)) }
        return , $list
    }
    if ($null -eq $Value) { return $null }
    return $Value.psobject.BaseObject
}
[System.Console]::Out.WriteLine([System.Text.Json.JsonSerializer]::Serialize((ConvertTo-Plain @($results)), [object], $options))
