@{
    Name = 'sql-away-backup'
    Title = 'SQL instance rtc of fe2 is stopped'
    Apply = { param($Lab, $Option) Set-LabValue $Lab 'sql.fe2.rtc' 'Stopped' }
    Expect = [ordered]@{
        'xds fe2' = 'error: SqlException'
        'component fe2' = 'error: SqlException'
    }
}
