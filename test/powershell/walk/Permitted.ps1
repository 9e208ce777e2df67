# What the agent's scripts may use. Commands: Microsoft.PowerShell.Core of Windows PowerShell 5.1, as far as
# InitialSessionState.CreateDefault2 has it. Types and members: in .NET Framework 4.7.2 and Windows PowerShell 5.1 by
# their documentation. A method stands with its number of arguments: overloads that came later mostly have another.
@{
    TokensOf7 = @('QuestionMark', 'QuestionQuestion', 'QuestionQuestionEquals', 'QuestionDot', 'QuestionLBracket', 'AndAnd', 'OrOr', 'Clean')
    VariablesOf7 = @('IsWindows', 'IsLinux', 'IsMacOS', 'IsCoreCLR', 'PSStyle', 'EnabledExperimentalFeatures')
    NodesOf7 = @('TernaryExpressionAst', 'PipelineChainAst')
    NodesRefused = @('UsingStatementAst', 'UsingExpressionAst', 'DataStatementAst', 'ConfigurationDefinitionAst', 'TrapStatementAst')
    NodesOf5 = @('TypeDefinitionAst', 'FunctionMemberAst', 'PropertyMemberAst', 'BaseCtorInvokeMemberExpressionAst', 'DynamicKeywordStatementAst')

    Commands = @(
        'Add-History', 'Clear-History', 'Export-ModuleMember', 'ForEach-Object', 'Get-Command', 'Get-Help', 'Get-History', 'Get-Job'
        'Get-Module', 'Get-PSSession', 'Import-Module', 'Invoke-Command', 'Invoke-History', 'New-Module', 'New-ModuleManifest'
        'New-PSSession', 'New-PSSessionOption', 'Out-Default', 'Out-Host', 'Out-Null', 'Receive-Job', 'Remove-Job', 'Remove-Module'
        'Remove-PSSession', 'Set-PSDebug', 'Set-StrictMode', 'Start-Job', 'Stop-Job', 'Test-ModuleManifest', 'Wait-Job', 'Where-Object'
    )
    CommandsOf5 = @('Debug-Job', 'Enter-PSHostProcess', 'Exit-PSHostProcess', 'Get-PSHostProcessInfo', 'New-PSRoleCapabilityFile', 'Register-ArgumentCompleter')
    Parameters = @('DisableNameChecking', 'ErrorAction', 'FilterScript', 'Function', 'Name', 'Process', 'ScriptBlock', 'Version')
    # Calls whose name no reader can know, word for word.
    Dynamic = @(
        '$command'
        '$Read'
        "([System.IO.Path]::Combine(`$PSScriptRoot, 'SfbAllowList.ps1'))"
        "([System.IO.Path]::Combine(`$PSScriptRoot, 'SfbLaunch.ps1'))"
        "([System.IO.Path]::Combine(`$PSScriptRoot, 'SfbPlaces.ps1'))"
    )
    Attributes = @('Parameter', 'ValidatePattern')

    Types = @{
        'bool' = @(); 'byte' = @(); 'char' = @(); 'datetime' = @('Now', 'ParseExact/3', 'UtcNow'); 'double' = @('MaxValue'); 'enum' = @(); 'guid' = @(); 'int' = @(); 'long' = @()
        'object' = @(); 'ordered' = @(); 'pscustomobject' = @(); 'psobject' = @(); 'scriptblock' = @('Create/1'); 'string' = @('CompareOrdinal/2')
        'timespan' = @(); 'ValueType' = @(); 'void' = @()
        'System.Activator' = @('CreateInstance/1', 'CreateInstance/2')
        'System.Array' = @('CreateInstance/2')
        'System.BitConverter' = @('ToString/1')
        'System.Collections.ArrayList' = @()
        'System.Collections.IDictionary' = @()
        'System.Collections.IEnumerable' = @()
        'System.Collections.IList' = @()
        'System.Console' = @('Out', 'OutputEncoding')
        'System.Convert' = @('FromBase64String/1', 'ToBase64String/1')
        'System.Data.SqlClient.SqlConnection' = @()
        'System.Data.SqlClient.SqlException' = @()
        'System.Diagnostics.Eventing.Reader.EventLogQuery' = @()
        'System.Diagnostics.Eventing.Reader.EventLogReader' = @()
        'System.Diagnostics.Eventing.Reader.PathType' = @()
        'System.Diagnostics.Process' = @('GetCurrentProcess/0', 'GetProcessById/1', 'Start/1')
        'System.Diagnostics.ProcessStartInfo' = @()
        'System.Diagnostics.Stopwatch' = @('StartNew/0')
        'System.DirectoryServices.DirectoryEntry' = @()
        'System.DirectoryServices.DirectorySearcher' = @()
        'System.Environment' = @('Exit/1', 'GetFolderPath/1')
        'System.Globalization.CultureInfo' = @('InvariantCulture')
        'System.Guid' = @('NewGuid/0')
        'System.InvalidOperationException' = @()
        'System.IO.Directory' = @('CreateDirectory/1', 'Exists/1', 'GetAccessControl/1', 'GetDirectories/1', 'GetFiles/1', 'GetFiles/2')
        'System.IO.DirectoryInfo' = @()
        'System.IO.DirectoryNotFoundException' = @()
        'System.IO.File' = @('Delete/1', 'Exists/1', 'Move/2', 'Open/4', 'ReadAllText/1', 'WriteAllBytes/2', 'WriteAllText/2')
        'System.IO.FileInfo' = @()
        'System.IO.Path' = @('ChangeExtension/2', 'Combine/2', 'GetDirectoryName/1', 'GetFileName/1')
        'System.IO.StreamReader' = @()
        'System.Management.Automation.CommandNotFoundException' = @()
        'System.Management.Automation.ErrorRecord' = @()
        'System.Management.Automation.PowerShell' = @('Create/0')
        'System.Management.Automation.PSCredential' = @()
        'System.Management.Automation.PSDataCollection' = @()
        'System.Management.Automation.PSDataCollection[psobject]' = @('new/0')
        'System.Management.Automation.PSSerializer' = @('Deserialize/1', 'Serialize/1', 'Serialize/2')
        'System.Management.Automation.Remoting.PSSessionOption' = @('new/0')
        'System.Management.Automation.Runspaces.InitialSessionState' = @('CreateDefault2/0')
        'System.Management.Automation.Runspaces.RunspaceFactory' = @('CreateRunspace/2', 'CreateRunspacePool/4')
        'System.Management.Automation.Runspaces.SessionStateFunctionEntry' = @('new/2')
        'System.Management.Automation.Runspaces.SessionStateVariableEntry' = @('new/3')
        'System.Management.Automation.Runspaces.WSManConnectionInfo' = @('new/3')
        'System.Management.Automation.VerboseRecord' = @()
        'System.Management.Automation.WarningRecord' = @()
        'System.Math' = @('Floor/1', 'Max/2', 'Min/2')
        'System.Reflection.BindingFlags' = @()
        'System.Runtime.InteropServices.COMException' = @()
        'System.Security.Cryptography.SHA256' = @('Create/0')
        'System.Security.Cryptography.X509Certificates.StoreLocation' = @()
        'System.Security.Cryptography.X509Certificates.X509Store' = @()
        'System.Security.Principal.NTAccount' = @()
        'System.Security.Principal.SecurityIdentifier' = @()
        'System.Security.Principal.WindowsBuiltInRole' = @()
        'System.Security.Principal.WindowsIdentity' = @('GetCurrent/0')
        'System.Security.Principal.WindowsPrincipal' = @()
        'System.Text.Encoding' = @('UTF8')
        'System.Text.UTF8Encoding' = @('new/1')
        'System.Threading.Thread' = @('CurrentThread', 'Sleep/1')
        'System.Threading.WaitHandle' = @('WaitAny/2')
        'System.Type' = @('GetTypeFromProgID/1')
        'System.UnauthorizedAccessException' = @()
        'System.Uri' = @()
    }

    Members = @(
        # .NET Framework: collections, text, numbers, files, processes, threads
        'Add/1', 'Contains/1', 'ContainsKey/1', 'Count', 'Keys', 'Length', 'Remove/1', 'Values'
        'Flush/0', 'GetBytes/1', 'GetString/1', 'Replace/2', 'ToLowerInvariant/0', 'ToString/0', 'ToString/1', 'ToString/2', 'Write/1'
        'ComputeHash/1', 'CurrentCulture', 'Dispose/0', 'Elapsed', 'ToUniversalTime/0', 'TotalMilliseconds'
        'AsyncWaitHandle', 'HasExited', 'Id', 'IsCompleted', 'StartTime'
        'Assembly', 'Exception', 'FullName', 'GetConstructors/1', 'GetType/0', 'GetType/2', 'Invoke/1', 'Message'
        'Arguments', 'Data', 'EndsWith/1', 'FileName', 'Flush/1', 'MainModule', 'Read/3', 'ReadToEnd/0', 'RemoveAt/1', 'Seek/2', 'TotalMinutes'
        'UseShellExecute', 'WaitForExit/0', 'Write/3'
        # .NET Framework: directory and SQL Server
        'CommandText', 'CreateCommand/0', 'ExecuteReader/0', 'FieldCount', 'FindAll/0', 'GetName/1', 'GetValue/1', 'Open/0', 'Properties'
        'Read/0', 'SearchRoot', 'Value'
        'Filter', 'FindOne/0', 'GetFiles/0', 'Split/1', 'Substring/2', 'TotalDays', 'TotalHours'
        # .NET Framework: accounts, certificates, event log, errors; COM: Scripting.FileSystemObject
        'AccessControlType', 'FileSystemRights', 'GetAccessRules/3', 'Groups', 'IdentityReference', 'IsInRole/1', 'Translate/1', 'User'
        'Certificates', 'Close/0', 'GetNameInfo/2', 'HasPrivateKey', 'NotAfter', 'Open/1', 'Thumbprint'
        'FormatDescription/0', 'Level', 'ProviderName', 'ReadEvent/0', 'ReverseDirection', 'TimeCreated'
        'AvailableSpace', 'ErrorCode', 'GetDrive/1', 'GetDriveName/1', 'InnerException'
        # Windows PowerShell: hosting
        'AddArgument/1', 'AddScript/1', 'BeginInvoke/2', 'Complete/0', 'EndInvoke/1', 'Invoke/0', 'ReadAll/0', 'Streams'
        'BeginClose/2', 'EnvironmentVariables', 'ImportPSModule/1', 'LanguageMode', 'RunspacePool', 'RunspacePoolStateInfo', 'SessionState', 'State', 'Variables',
        'BeginInvoke/0', 'OutputBufferingMode', 'Runspace'
        'AddCommand/1', 'AddParameter/2', 'Commands', 'IsBackground', 'ToArray/0'
        'AuthenticationMechanism', 'CancelTimeout', 'IdleTimeout', 'OpenTimeout', 'OperationTimeout'
        # Windows PowerShell: objects, records, modules
        'Activity', 'BaseObject', 'Category', 'CategoryInfo', 'Error', 'FullyQualifiedErrorId', 'ModuleBase', 'Name', 'Parameters', 'Path'
        'PercentComplete', 'Progress', 'psobject', 'PSEdition', 'PSVersion', 'StatusDescription', 'TypeNames', 'Version'
        # Keys of our own tables
        'answers', 'at', 'calls', 'Cmdlet', 'computer', 'Effect', 'errors', 'fields', 'Fixed', 'handle', 'Here', 'jump', 'jumpRunspaces', 'kind', 'lab', 'module'
        'Modules', 'ms', 'number', 'output', 'params', 'place', 'Pool', 'Probes', 'Process', 'rows', 'sessionConfiguration', 'settings'
        'attempt', 'before', 'call', 'epoch', 'Failed', 'File', 'from', 'Host', 'HostFile', 'HostFrom', 'installation', 'job', 'Journal', 'Launcher'
        'log', 'Lost', 'minutes', 'order', 'owner', 'reason', 'request', 'step', 'ticket', 'waitMs', 'Watch', 'what', 'why'
        'Login', 'shell', 'spool', 'stream', 'SysAdmin', 'told', 'transport', 'types', 'use', 'verbose', 'warnings', 'world'
    )
}
