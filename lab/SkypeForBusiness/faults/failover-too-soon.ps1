@{
    Name = 'failover-too-soon'
    Title = 'The CMS was moved just now: another failover is refused and forced replication fails for an hour'
    Apply = { param($Lab, $Option) Set-LabValue $Lab 'settlesAt' $Lab.Shared['now'].AddHours(1) }
    Expect = [ordered]@{}
}
