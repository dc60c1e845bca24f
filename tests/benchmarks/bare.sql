-- Bare DuckDB on the same files: read, cast, write the same staged Parquet. No checks at all. The group-bys are bare_marts.sql.
-- The build is measured as a ratio to both (DECISIONS.md). $read, $form, $how, $source and $out are replaced before it runs.

copy (
    select
        "决定书文号" as decision_id, "统一社会信用代码" as entity_id, "行为类型" as act, "决定机关" as department_code, "行政区划代码" as region_code,
        cast("决定日期" as date) as decided_on, cast("公示日期" as date) as published_on
    from $read('$source/decisions/*/*/*.$form', $how)
) to '$out/decisions.parquet' (format parquet, compression zstd);

copy (
    select
        "统一社会信用代码" as entity_id, "主体类别" as subject_class, "行政区划代码" as region_code, "行业类别" as sector, "是否规模以上" as above_scale,
        cast("登记日期" as date) as registered_on, cast("注销日期" as date) as deregistered_on
    from $read('$source/entities/*/*/*.$form', $how)
) to '$out/entities.parquet' (format parquet, compression zstd);

copy (
    select
        "统一社会信用代码" as entity_id, "评价体系" as scheme, "信用等级" as grade, cast("评价日期" as date) as valid_from,
        cast("有效期至" as date) as valid_to, case when "评价体系" = '企业信用风险分类' then "信用等级" end as tier
    from $read('$source/grades/*/*/*.$form', $how)
) to '$out/grades.parquet' (format parquet, compression zstd);

copy (
    select
        "统一社会信用代码" as entity_id, "档案类别" as archive_kind, "建档部门" as department_code, cast("建档日期" as date) as opened_on
    from $read('$source/archives/*/*/*.$form', $how)
) to '$out/archives.parquet' (format parquet, compression zstd);

copy (
    select
        "检查编号" as inspection_id, "统一社会信用代码" as entity_id, "检查部门" as department_code, "行政区划代码" as region_code, "风险等级" as tier,
        "检查类型" as selection, "检查方式" as mode, cast("检查日期" as date) as inspected_on, "检查结果" as result,
        cast("公示日期" as date) as published_on, "联合检查部门" as joint_departments, "抽取批次" as draw_id
    from $read('$source/inspections/*/*/*.$form', $how)
) to '$out/inspections.parquet' (format parquet, compression zstd);

copy (
    select
        "检查部门" as department_code, "行政区划代码" as region_code, "年度" as year, "评价体系" as scheme, "风险等级" as tier,
        cast("抽查比例下限" as double) as ratio_low, cast("抽查比例上限" as double) as ratio_high, cast("年度检查次数上限" as double) as yearly_cap
    from $read('$source/inspection_plans/*/*/*.$form', $how)
) to '$out/inspection_plans.parquet' (format parquet, compression zstd);

copy (
    select
        "抽取批次" as draw_id, "抽取部门" as department_code, "行政区划代码" as region_code, cast("抽取日期" as date) as drawn_on, "风险等级" as tier,
        cast("名录数" as double) as n_frame, cast("抽中数" as double) as n_drawn
    from $read('$source/draws/*/*/*.$form', $how)
) to '$out/draws.parquet' (format parquet, compression zstd);

copy (
    select
        "承诺书编号" as commitment_id, "统一社会信用代码" as entity_id, "承诺类型" as kind, "受理部门" as department_code, "行政区划代码" as region_code,
        cast("承诺日期" as date) as signed_on, "办理方式" as handling, cast("补正期限" as date) as papers_due_on,
        cast("补正日期" as date) as papers_on, cast("公示日期" as date) as published_on, cast("承诺期限" as date) as due_on,
        cast("核查日期" as date) as checked_on, "履约状态" as outcome, cast("归集日期" as date) as shared_on,
        cast("处理日期" as date) as handled_on
    from $read('$source/commitments/*/*/*.$form', $how)
) to '$out/commitments.parquet' (format parquet, compression zstd);

copy (
    select
        "核查编号" as check_id, "事项名称" as matter, "办理部门" as department_code, "行政区划代码" as region_code,
        cast("决定日期" as date) as decided_on, cast("查询日期" as date) as checked_on, "是否命中" as hit, "是否采取限制" as restricted,
        "是否使用信用报告" as report_used
    from $read('$source/credit_checks/*/*/*.$form', $how)
) to '$out/credit_checks.parquet' (format parquet, compression zstd);

copy (
    select
        "名单编号" as listing_id, "统一社会信用代码" as entity_id, "名单类型" as list, "失信等级" as grade, "列入事由" as ground,
        "列入部门" as department_code, "行政区划代码" as region_code, cast("列入日期" as date) as listed_on,
        cast("告知日期" as date) as notified_on, cast("公示日期" as date) as published_on, cast("期满日期" as date) as expires_on,
        cast("履行日期" as date) as complied_on, cast("移出日期" as date) as exited_on, "移出事由" as exit_reason
    from $read('$source/listings/*/*/*.$form', $how)
) to '$out/listings.parquet' (format parquet, compression zstd);

copy (
    select
        "措施编号" as measure_id, "名单编号" as listing_id, "措施代码" as measure_code, "实施部门" as department_code, "行政区划代码" as region_code,
        "实施依据" as basis, cast("应实施日期" as date) as due_on, cast("核查日期" as date) as checked_on, cast("实施日期" as date) as applied_on,
        cast("反馈日期" as date) as fed_back_on, "实施效果" as effect, cast("涉及金额" as double) as amount,
        cast("限制期限" as date) as limit_until, cast("解除日期" as date) as ended_on
    from $read('$source/measures/*/*/*.$form', $how)
) to '$out/measures.parquet' (format parquet, compression zstd);

copy (
    select
        "修复申请编号" as repair_id, "名单编号" as listing_id, "办理部门" as department_code, "行政区划代码" as region_code,
        cast("申请日期" as date) as applied_on, cast("受理日期" as date) as accepted_on, cast("办结日期" as date) as decided_on,
        "办理结果" as outcome, cast("停止公示日期" as date) as unpublished_on, cast("复核日期" as date) as audited_on, "复核结果" as audit_result
    from $read('$source/repairs/*/*/*.$form', $how)
) to '$out/repairs.parquet' (format parquet, compression zstd);

copy (
    select
        "异议编号" as objection_id, "名单编号" as listing_id, "受理部门" as department_code, "行政区划代码" as region_code,
        cast("异议日期" as date) as raised_on, cast("中止日期" as date) as suspended_on, cast("答复日期" as date) as answered_on,
        "异议是否成立" as upheld, cast("更正日期" as date) as corrected_on
    from $read('$source/objections/*/*/*.$form', $how)
) to '$out/objections.parquet' (format parquet, compression zstd);

copy (
    select
        "约谈编号" as interview_id, "统一社会信用代码" as entity_id, "约谈类型" as kind, "约谈部门" as department_code, "行政区划代码" as region_code,
        cast("约谈日期" as date) as held_on, cast("整改期限" as date) as rectify_by, cast("整改完成日期" as date) as rectified_on,
        cast("记入日期" as date) as recorded_on
    from $read('$source/interviews/*/*/*.$form', $how)
) to '$out/interviews.parquet' (format parquet, compression zstd);

copy (
    select
        "指标编号" as indicator, "报告期" as period, "行政区划代码" as region_code, "填报部门" as department_code,
        cast("分子" as double) as numerator, cast("分母" as double) as denominator, cast("填报日期" as date) as reported_on
    from $read('$source/returns/*/*/*.$form', $how)
) to '$out/returns.parquet' (format parquet, compression zstd);

copy (
    select
        "方案" as plan, "任务编号" as task, "责任单位" as department_code, cast("填报日期" as date) as reported_on, "进展状态" as state,
        cast("完成进度" as double) as percent, "佐证材料" as evidence
    from $read('$source/task_reports/*/*/*.$form', $how)
) to '$out/task_reports.parquet' (format parquet, compression zstd);
