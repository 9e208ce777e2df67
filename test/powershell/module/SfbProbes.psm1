function Get-SfbNone { }
Export-ModuleMember -Function *
